// One style sheet from main.css and what it imports; with --compress, also as brotli and gzip.
import { mkdirSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "site", "pkg", "hotwash.css");
// The browsers that also run the program: two years back.
const targets = { chrome: 125 << 16, firefox: 128 << 16, safari: (17 << 16) | (6 << 8) };

try {
  const { code } = bundle({ filename: join(here, "main.css"), minify: true, targets });
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, code);
  if (process.argv.includes("--compress")) {
    writeFileSync(`${out}.br`, brotliCompressSync(code));
    writeFileSync(`${out}.gz`, gzipSync(code));
  }
  console.log(`style: ${code.length} bytes`);
} catch (error) {
  console.error(`style: ${error.fileName ?? ""}: ${error.message}`);
  process.exitCode = 1;
}
