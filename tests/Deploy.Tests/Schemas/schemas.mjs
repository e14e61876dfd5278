// Checks objects of Kubernetes against the schemas of its API and of the custom resources: reads a JSON array of objects from standard input, and
// writes an array with a list of problems, "PATH: PROBLEM", for each.
//
// The packages hold the schemas as compiled functions, which ignore fields that they don't know, whereas Kubernetes reports them (field validation
// "Strict"). A function reads every field that its schema has, so a field that it never reads is unknown: objects are handed over behind proxies that
// note what is read.

const packages = {
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

function watch(value, path, seen) {
  if (typeof value !== 'object' || value === null)
    return value;
  const read = new Set();
  const children = new Map();
  if (!Array.isArray(value))
    seen.push({ path, keys: Object.keys(value), read });
  return new Proxy(value, {
    get(target, key) {
      read.add(key);
      if (!Object.hasOwn(target, key))
        return Reflect.get(target, key);
      if (!children.has(key))
        children.set(key, watch(target[key], Array.isArray(target) ? `${path}[${String(key)}]` : [path, key].filter(Boolean).join('.'), seen));
      return children.get(key);
    },
  });
}

async function load({ apiVersion, kind }) {
  const parts = String(apiVersion).split('/');
  const name = parts.length > 1 ? packages[parts[0]] ?? 'kubernetes-models' : 'kubernetes-models';
  try {
    return (await import(`${name}/${apiVersion}/${kind}`))[kind];
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED')
      return undefined;
    throw error;
  }
}

async function check(object) {
  const model = await load(object);
  if (!model)
    return [`apiVersion, kind: there is no schema of ${object.apiVersion} ${object.kind}`];
  const seen = [];
  const problems = [];
  try {
    model.prototype.validate.call(watch(object, '', seen));
  } catch (error) {
    if (!Array.isArray(error.errors))
      throw error;
    problems.push(...error.errors.map(({ instancePath, keyword, params }) =>
      `${instancePath.slice(1).replaceAll('/', '.')}: ${keyword} ${JSON.stringify(params)}`));
  }

  // An object of which nothing was read may hold anything. The packages' generator takes a field called description for the schema's own, and drops it.
  for (const { path, keys, read } of seen.filter((place) => place.read.size > 0))
    problems.push(...keys.filter((key) => !read.has(key) && key !== 'description').map((key) => `${[path, key].filter(Boolean).join('.')}: unknown field`));
  return problems;
}

let input = '';
process.stdin.setEncoding('utf8');
for await (const part of process.stdin)
  input += part;
const found = [];
for (const object of JSON.parse(input))
  found.push(await check(object));
process.stdout.write(JSON.stringify(found));
