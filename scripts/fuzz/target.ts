// What is fuzzed: a way to make inputs, and one to read them.

import type { Arbitrary } from 'fast-check';
import type { FileCoverage } from './coverage.ts';

export interface Target {
  /** Files, from the root of the repository, whose lines are counted. */
  readonly files: readonly string[];
  open(): Promise<OpenTarget>;
}

export interface OpenTarget extends AsyncDisposable {
  readonly inputs: Arbitrary<unknown>;
  /** Whether the input came past the first parser. Throws where reading it misbehaves: what is merely wrong is no misbehaviour. */
  read(input: unknown): Promise<boolean>;
  /** Where it isn't this process that reads. */
  readonly coverage?: () => Promise<readonly FileCoverage[]>;
}

/** A target whose inputs have a type of their own. */
export function openTarget<Input>(target: {
  readonly inputs: Arbitrary<Input>;
  readonly read: (input: Input) => boolean | Promise<boolean>;
  readonly coverage?: () => Promise<readonly FileCoverage[]>;
  readonly close?: () => Promise<void>;
}): OpenTarget {
  return {
    inputs: target.inputs,
    read: async (input) => target.read(input as Input),
    ...(target.coverage === undefined ? {} : { coverage: target.coverage }),
    async [Symbol.asyncDispose]() {
      await target.close?.();
    },
  };
}
