# A silo that coordinates or trains on processors. From the repository's root, for both architectures:
#   docker buildx build -f deploy/docker/silo.Dockerfile --platform linux/amd64,linux/arm64 -t YOUR/sweep-silo:0.1.0 --push .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish src/Silo/Silo.csproj -c Release -a $TARGETARCH --self-contained false -o /app -p:UseAppHost=false -p:RunAnalyzers=false -p:RestoreLockedMode=true

# Chiselled: no shell, no package manager, user 1654.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled@sha256:48e51f2f6798897be7ac4e775c049ed8fe60d3190f637e1f9c9dc7513efa659c
ENV DOTNET_EnableDiagnostics=0
COPY --from=build /app /app
COPY LICENSE /app/LICENSE
WORKDIR /app
USER 1654:1654
EXPOSE 11111 30000 8081
ENTRYPOINT ["dotnet", "/app/sweep-silo.dll"]
