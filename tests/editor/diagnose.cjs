// Files and their schemas on stdin, what the YAML language server says about each on stdout; both as JSON.
// Usage: node diagnose.cjs FOLDER, where FOLDER/node_modules has yaml-language-server.
const path = require("path");
const modules = path.join(path.resolve(process.argv[2]), "node_modules");
const {getLanguageService} = require(path.join(modules, "yaml-language-server"));
const {TextDocument} = require(path.join(modules, "vscode-languageserver-textdocument"));

const read = (stream) => new Promise((resolve, reject) => {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (part) => { text += part; });
  stream.on("end", () => resolve(text));
  stream.on("error", reject);
});

const silent = {error() {}, warn() {}, info() {}, log() {}};

async function diagnose(file, number, files) {
  const uri = `file:///${number}.yaml`;
  const service = getLanguageService({
    schemaRequestService: () => Promise.resolve(JSON.stringify(files.schemas[file.schema])), // whatever the modeline names
    workspaceContext: {resolveRelativePath: (relative) => relative},
    connection: {console: silent, sendNotification() {}, onRequest() {}},
  });
  service.configure({validate: true, hover: true, completion: true, isKubernetes: false,
    schemas: [{uri: "file:///schema.json", fileMatch: [uri], schema: files.schemas[file.schema]}]});
  const document = TextDocument.create(uri, "yaml", 1, file.text);
  const problems = await service.doValidation(document, false);
  let completions = [], hover = "";
  if (file.at) {
    const list = await service.doComplete(document, file.at, false);
    completions = list.items.map((item) => item.label);
    const shown = await service.doHover(document, file.at);
    hover = shown ? shown.contents.value : "";
  }
  return {completions, hover, problems: problems.map((one) => ({
    line: one.range.start.line + 1, column: one.range.start.character + 1, message: one.message}))};
}

read(process.stdin).then(async (text) => {
  const files = JSON.parse(text);
  const found = [];
  for (const [number, file] of files.files.entries()) found.push(await diagnose(file, number, files));
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
}).catch((error) => { console.error(error); process.exit(1); });
