# A silo that trains on NVIDIA GPUs; libtorch's CUDA packages exist for x64 alone, and are about 6 GB. From the repository's root:
#   docker buildx build -f deploy/docker/silo-gpu.Dockerfile --build-arg VERSION=... --platform linux/amd64 -t YOUR/sweep-silo-gpu:... --push .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS sdk

# What a restore depends on, and nothing else: its layer stays until a package changes.
FROM sdk AS projects
WORKDIR /source
COPY . .
RUN mkdir /projects && find . -type f \( -name '*.csproj' -o -name packages.lock.json -o -name '*.props' -o -name '*.targets' -o -name global.json \) \
    -exec cp --parents -t /projects {} +

# Of its own, so that a change of our sources neither fetches nor pushes it again.
FROM sdk AS libtorch
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY eng/PackageLock.props eng/
COPY eng/LibTorch eng/LibTorch
RUN --mount=type=cache,id=sweepcluster-libtorch,target=/root/.nuget/packages,sharing=locked \
    dotnet publish eng/LibTorch/LibTorch.csproj -r linux-x64 -p:LibTorch=cuda -o /libtorch

FROM sdk AS build
ARG TARGETARCH
RUN mkdir /empty
WORKDIR /source
COPY --from=projects /projects .
RUN --mount=type=cache,id=sweepcluster-nuget,target=/root/.nuget/packages,sharing=locked \
    dotnet restore src/Silo/Silo.csproj -a $TARGETARCH -p:UseAppHost=false -p:RestoreLockedMode=true
COPY . .
# It restores again, which takes a moment, because the cache may be gone while the layer above is still there.
RUN --mount=type=cache,id=sweepcluster-nuget,target=/root/.nuget/packages,sharing=locked \
    dotnet publish src/Silo/Silo.csproj -c Release -a $TARGETARCH --self-contained false -o /app -p:UseAppHost=false -p:RunAnalyzers=false -p:RestoreLockedMode=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble@sha256:222759b391a1aaf241166672c8f99b2d4ada452e7b5319f3c6e8f265a37b5ad4 AS dotnet

# The driver comes from the node, CUDA's libraries with libtorch; Ubuntu 24.04 has the C++ library that they need.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04@sha256:133c78a0575303be34164d0b90137a042172bdf60696af01a3c424ab402d86e2
# User 1654 has no home here, and the root file system may be read-only: /tmp is what can be written. The cache of compiled kernels stays well below the
# size of a pod's /tmp.
ENV DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_EnableDiagnostics=0 \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    HOME=/tmp \
    CUDA_CACHE_PATH=/tmp/cuda \
    CUDA_CACHE_MAXSIZE=268435456 \
    SWEEP_LIBTORCH=/libtorch
COPY --from=libtorch /libtorch /libtorch
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
# A volume that is mounted here belongs to the user from the start.
COPY --from=build --chown=1654:1654 /empty /checkpoints
COPY --from=build --chown=1654:1654 /empty /state
COPY --from=build /app /app
COPY LICENSE /app/LICENSE
WORKDIR /app
USER 1654:1654
EXPOSE 11111 30000 8081
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="SweepCluster GPU silo" \
      org.opencontainers.image.description="Trains sweeps on NVIDIA GPUs" \
      org.opencontainers.image.licenses=MIT \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION
ENTRYPOINT ["/usr/share/dotnet/dotnet", "/app/sweep-silo.dll"]
