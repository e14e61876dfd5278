# The command line, for `sweep serve`, `sweep migrate`, `sweep run --cluster` and `sweep data fetch` in a cluster. From the repository's root:
#   docker buildx build -f deploy/docker/api.Dockerfile --build-arg VERSION=... --platform linux/amd64,linux/arm64 -t YOUR/sweep-api:... --push .
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS node

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS sdk

# What a restore depends on, and nothing else: its layer stays until a package changes.
FROM sdk AS projects
WORKDIR /source
COPY . .
RUN mkdir /projects && find . -type f \( -name '*.csproj' -o -name packages.lock.json -o -name '*.props' -o -name '*.targets' -o -name global.json \) \
    -exec cp --parents -t /projects {} +

FROM sdk AS build
ARG TARGETARCH
# The build bundles the charts of reports and of the dashboard with npm; a publish without them fails.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && mkdir /empty
WORKDIR /source
COPY --from=projects /projects .
RUN --mount=type=cache,id=sweepcluster-nuget,target=/root/.nuget/packages,sharing=locked \
    dotnet restore src/Coordinator/Coordinator.csproj -a $TARGETARCH -p:UseAppHost=false -p:RestoreLockedMode=true
COPY . .
# It restores again, which takes a moment, because the cache may be gone while the layer above is still there.
RUN --mount=type=cache,id=sweepcluster-nuget,target=/root/.nuget/packages,sharing=locked \
    --mount=type=cache,id=sweepcluster-npm,target=/root/.npm,sharing=locked \
    dotnet publish src/Coordinator/Coordinator.csproj -c Release -a $TARGETARCH --self-contained false -o /app -p:UseAppHost=false -p:RunAnalyzers=false -p:RestoreLockedMode=true

# Chiselled: no shell, no package manager, user 1654.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled@sha256:48e51f2f6798897be7ac4e775c049ed8fe60d3190f637e1f9c9dc7513efa659c
ENV DOTNET_EnableDiagnostics=0
# A volume that is mounted here belongs to the user from the start.
COPY --from=build --chown=1654:1654 /empty /checkpoints
COPY --from=build --chown=1654:1654 /empty /keys
COPY --from=build --chown=1654:1654 /empty /state
COPY --from=build /app /app
COPY LICENSE /app/LICENSE
WORKDIR /app
USER 1654:1654
EXPOSE 7070 7071
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="SweepCluster API" \
      org.opencontainers.image.description="HTTP API, dashboard and command line of SweepCluster" \
      org.opencontainers.image.licenses=MIT \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION
ENTRYPOINT ["dotnet", "/app/sweep.dll"]
