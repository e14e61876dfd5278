# syntax=docker/dockerfile:1
# A silo that coordinates or trains on processors. From the repository's root, for both architectures:
#   docker buildx build -f deploy/docker/silo.Dockerfile --platform linux/amd64,linux/arm64 -t YOUR/sweep-silo:0.1.0 --push .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish src/Silo/Silo.csproj -c Release -a $TARGETARCH --self-contained false -o /app -p:HasTorchSharp=false -p:UseAppHost=false -p:RunAnalyzers=false

# Chiselled: no shell, no package manager, user 1654.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ENV DOTNET_EnableDiagnostics=0
COPY --from=build /app /app
COPY LICENSE /app/LICENSE
WORKDIR /app
USER 1654:1654
EXPOSE 11111 30000 8081
ENTRYPOINT ["dotnet", "/app/sweep-silo.dll"]
