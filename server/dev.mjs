// `make dev`: builds again, starts again and reloads the page whenever a file changes.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { watch } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const [program, ...options] = process.argv.slice(2);
const site = "http://127.0.0.1:3000";
const folders = ["app", "domain", "frontend", "server", "service", "style"];
const pages = new Set();
let running;
let changed = true;

// Pages listen here; what they hear is that they are out of date.
const bell = createServer((request, answer) => {
  answer.writeHead(200, { "content-type": "text/event-stream", "access-control-allow-origin": site });
  answer.write(":\n\n");
  pages.add(answer);
  request.on("close", () => pages.delete(answer));
}).listen(0, "127.0.0.1");

const ended = (child) => new Promise((done) => child.on("exit", done));

async function stop() {
  if (!running || running.exitCode !== null) return;
  const gone = ended(running);
  running.kill("SIGTERM");
  await gone;
}

async function start() {
  const env = { ...process.env, HOTWASH_RELOAD: `http://127.0.0.1:${bell.address().port}` };
  running = spawn(program, options, { stdio: "inherit", env });
  while (running.exitCode === null && !(await fetch(`${site}/healthz`).catch(() => undefined))?.ok) await wait(50);
}

for (const folder of folders) {
  watch(folder, { recursive: true }, (_, name) => {
    if (name && !name.includes("node_modules") && !name.endsWith("~")) changed = true;
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop().then(() => process.exit(0)));

for (;;) {
  if (changed) {
    changed = false;
    // The same builds as those of `make run`, so that neither builds again what the other has built.
    if ((await ended(spawn("make", ["site", "program"], { stdio: "inherit" }))) === 0) {
      await stop();
      await start();
      for (const page of pages) page.write("data: changed\n\n");
    }
  }
  await wait(200);
}
