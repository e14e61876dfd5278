# A silo that trains on NVIDIA GPUs; libtorch's CUDA packages exist for x64 alone, and are about 6 GB. From the repository's root:
#   docker buildx build -f deploy/docker/silo-gpu.Dockerfile --platform linux/amd64 -t YOUR/sweep-silo-gpu:0.1.0 --push .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish src/Silo/Silo.csproj -c Release -a $TARGETARCH --self-contained false -o /app -p:UseAppHost=false -p:RunAnalyzers=false -p:RestoreLockedMode=true
RUN dotnet publish eng/LibTorch/LibTorch.csproj -r linux-x64 -p:LibTorch=cuda -o /libtorch

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble@sha256:222759b391a1aaf241166672c8f99b2d4ada452e7b5319f3c6e8f265a37b5ad4 AS dotnet

# The driver comes from the node, CUDA's libraries with libtorch; Ubuntu 24.04 has the C++ library that they need.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04@sha256:133c78a0575303be34164d0b90137a042172bdf60696af01a3c424ab402d86e2
ENV DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_EnableDiagnostics=0 \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    SWEEP_LIBTORCH=/libtorch
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /app
COPY --from=build /libtorch /libtorch
COPY LICENSE /app/LICENSE
WORKDIR /app
USER 1654:1654
EXPOSE 11111 30000 8081
ENTRYPOINT ["/usr/share/dotnet/dotnet", "/app/sweep-silo.dll"]
