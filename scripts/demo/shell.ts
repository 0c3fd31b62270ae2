// Runs commands for all to see: each is printed before it is run, and its output as it comes.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const bold = (line: string) => (process.stdout.isTTY ? `\u001b[1m${line}\u001b[0m` : line);

export function say(line: string): void {
  console.log(`${bold('==>')} ${line}`);
}

export interface Shell {
  /** `raworc ARGUMENTS` against the demo's server: prints it, prints what it says, and returns its result. */
  raworc(...args: readonly string[]): Promise<string>;
  /** A program in a folder; quiet, and throws with its output where it fails. */
  run(folder: string, program: string, ...args: readonly string[]): Promise<string>;
  /** A program that goes on; its error stream goes to `log`. */
  start(args: readonly string[], log: NodeJS.WritableStream): ChildProcess;
}

const entry = new URL('../../cli/raworc.mjs', import.meta.url).pathname;
const shown = (argument: string) => (/^[\w./:=@-]+$/.test(argument) ? argument : `'${argument}'`);

export function createShell(env: Readonly<Record<string, string>>): Shell {
  const environment = { ...process.env, ...env };
  return {
    async raworc(...args) {
      console.log(`\n${bold(`$ raworc ${args.map(shown).join(' ')}`)}`);
      const child = spawn(process.execPath, [entry, ...args], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [output, [code]] = await Promise.all([
        text(child.stdout),
        once(child, 'exit') as Promise<[number | null]>,
      ]);
      process.stdout.write(output);
      if (code !== 0) throw new Error(`raworc ${args[0]} ended with ${code}.`);
      return output;
    },
    async run(folder, program, ...args) {
      const child = spawn(program, args, {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [output, errors, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit') as Promise<[number | null]>,
      ]);
      if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${errors}${output}`);
      return output;
    },
    start(args, log) {
      const child = spawn(process.execPath, [entry, ...args], {
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr.pipe(log);
      return child;
    },
  };
}
