#!/usr/bin/env node
// Runs the program of this platform's package with the same arguments and gives its exit status.
"use strict";
const { spawnSync } = require("node:child_process");

const name = `@scsdoc/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "scsdoc.exe" : "scsdoc";
let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(
    `error: the package ${name} is not installed\n` +
      "help: install without --omit=optional; if there is no package for this platform, run `cargo install scsdoc`",
  );
  process.exit(2);
}
const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`error: cannot run ${program}: ${error.message}`);
  process.exit(2);
}
if (signal) process.kill(process.pid, signal);
process.exit(status);
