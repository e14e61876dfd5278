#!/usr/bin/env bash
# SweepCluster on a Kubernetes of this machine, from nothing to a running sweep: deploy/hack/kind.sh, and --delete to take it away again.
# See docs/kubernetes.md. Needs docker, kind and kubectl. What is there already is used again, so that it may be run as often as you like.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cluster=sweepcluster

fail() {
  echo "kind.sh: $1" >&2
  exit "${2:-1}"
}

for program in docker kind kubectl; do
  command -v "$program" >/dev/null 2>&1 || fail "$program is not on the PATH. Install docker, kind and kubectl, and try again."
done
case ${1:-} in
  "") ;;
  --delete)
    kind delete cluster --name "$cluster"
    exit 0
    ;;
  *) fail "the option $1 is unknown. Usage: deploy/hack/kind.sh [--delete]" 2 ;;
esac
docker info >/dev/null 2>&1 || fail "the Docker daemon does not answer. Start it, and try again."

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
cd "$root"

# The context is given with each call: the one that you use otherwise stays as it is, and is never written to.
kube() {
  kubectl --context "kind-$cluster" "$@"
}

in_cluster() {
  kube -n sweepcluster "$@"
}

if ! kind get clusters 2>/dev/null | grep -qx "$cluster"; then
  kind create cluster --name "$cluster" --wait 3m
fi

for image in silo api; do
  docker build -f "deploy/docker/$image.Dockerfile" --build-arg VERSION="$version" -t "sweep-$image:$version" .
done
kind load docker-image --name "$cluster" "sweep-silo:$version" "sweep-api:$version"

kube apply -f deploy/k8s/base/namespace.yaml

# Secrets are made once, in a folder that only you can read and that is gone at the end.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! in_cluster get secret sweep-submit-key >/dev/null 2>&1; then
  docker run --rm --user "$(id -u):$(id -g)" -v "$folder:/keys" -e SWEEP_KEYS=/keys/keys.json -e SWEEP_HOME=/tmp \
    "sweep-api:$version" keys add kind --scope submit --quiet > "$folder/key"
  in_cluster delete secret sweep-api-keys --ignore-not-found
  in_cluster create secret generic sweep-api-keys --from-file="$folder/keys.json"
  in_cluster create secret generic sweep-submit-key --from-file=key="$folder/key"
fi
if ! in_cluster get secret sweep-postgres >/dev/null 2>&1; then
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n' > "$folder/password"
  printf 'Host=postgres;Database=sweeps;Username=sweep;Password=%s' "$(cat "$folder/password")" > "$folder/connection"
  in_cluster create secret generic sweep-postgres --from-file=password="$folder/password" \
    --from-file=connection="$folder/connection" --from-file=owner-connection="$folder/connection"
fi

# A Job can't be changed.
in_cluster delete job migrate submit-quickstart --ignore-not-found
kube apply -k deploy/k8s/overlays/dev
in_cluster wait --for=condition=complete job/migrate --timeout=5m
for deployment in coordinator worker-cpu api; do
  in_cluster rollout status "deployment/$deployment" --timeout=5m
done

kube apply -k deploy/k8s/examples/submit
# Until its container runs there are no logs.
for _ in 1 2 3 4 5 6 7 8; do
  in_cluster logs --follow job/submit-quickstart && break
  sleep 3
done

cat <<END

The cluster is up. To see it in a browser, forward the port and give the page the key:
  kubectl --context kind-$cluster -n sweepcluster port-forward service/api 7070:80
  kubectl --context kind-$cluster -n sweepcluster get secret sweep-submit-key -o jsonpath='{.data.key}' | base64 -d
To take it away: deploy/hack/kind.sh --delete
END
