// `raworc schema KIND`: the JSON Schema that editors check what is written against.

import type { Command } from 'commander';
import { findSchemaName, SCHEMA_NAMES, schemaOf } from '../../schemas/kinds/kinds.ts';
import { contextOf, newCommand } from '../command.ts';
import { usageError } from '../errors.ts';

export function schemaCommand(): Command {
  return newCommand('schema', 'print the JSON Schema of a kind')
    .argument('<kind>', SCHEMA_NAMES.join(', '))
    .action((kind: string, _options, command: Command) => {
      const name = findSchemaName(kind);
      if (name === undefined) {
        throw usageError(
          `There is no kind ${JSON.stringify(kind)}.`,
          `Kinds are: ${SCHEMA_NAMES.join(', ')}.`,
        );
      }
      contextOf(command).terminal.out(`${JSON.stringify(schemaOf(name), null, 2)}\n`);
    });
}
