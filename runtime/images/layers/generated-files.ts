// Files that a build needs and the source doesn't hold: for a Rust handler, the crate that calls it. Pure.

import { messageOf } from '../../../state/model/errors.ts';
import { textFile } from '../context.ts';
import { ImageError } from '../errors.ts';
import type { AgentBuild, SourceFile } from '../images.ts';
import { rustLauncher } from '../rust-launcher.ts';
import type { BuildStep } from './detect.ts';
import { RUST_LAUNCHER } from './script.ts';

const DEFAULT_HANDLER = 'lib.process_message_sync';

/** Paths are relative to the source's root. Throws `SOURCE_UNUSABLE`. */
export function generatedFiles(
  { agent, manifest }: Pick<AgentBuild, 'agent' | 'manifest'>,
  source: readonly SourceFile[],
  steps: readonly BuildStep[],
): readonly SourceFile[] {
  if (!steps.some((step) => step.type === 'rust' && step.launcher)) return [];
  const unusable = (why: string, hint: string) =>
    new ImageError('SOURCE_UNUSABLE', `Agent ${agent} can't be built: ${why}.`, { hint });

  const cargo = source.find(({ path }) => path === 'Cargo.toml');
  if (cargo === undefined)
    throw unusable('its runtime is rust, but it has no Cargo.toml', 'Put Cargo.toml beside raworc.json.');
  const name = packageName(new TextDecoder().decode(cargo.bytes));
  if (name === undefined)
    throw unusable('its Cargo.toml names no package', 'Point the source at the folder of the crate itself.');
  try {
    const files = rustLauncher({ crateName: name, handler: manifest.handler ?? DEFAULT_HANDLER });
    return Object.entries(files).map(([path, text]) => textFile(`${RUST_LAUNCHER.folder}/${path}`, text));
  } catch (thrown) {
    throw unusable(messageOf(thrown), 'Name the handler as lib.function in raworc.json.');
  }
}

/** The `name` of `[package]`: read by eye, for it is one line of a fixed form in every crate. */
export function packageName(cargoToml: string): string | undefined {
  const section = /^\[package\][^\n]*\n((?:(?!^\[).*\n?)*)/m.exec(cargoToml)?.[1] ?? '';
  return /^\s*name\s*=\s*(?:"([^"]+)"|'([^']+)')/m.exec(section)?.slice(1).find(Boolean);
}
