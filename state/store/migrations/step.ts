// A migration as a value: numbered, made of steps that are one DDL statement each. Pure.

import type { DdlWords } from '../dialect.ts';

export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly steps: readonly Step[];
}

/** `serial` stands for a primary key that counts up; every other type is written so that each dialect takes it. */
export interface CreateTable {
  readonly type: 'create-table';
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Left out where a column is `serial`. */
  readonly primaryKey?: readonly string[];
}

export interface CreateIndex {
  readonly type: 'create-index';
  readonly table: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
  /** Left out, the table's and the columns' names; needed where these come to more than 64 characters. */
  readonly name?: string;
}

/** The type must take rows that are there already: nullable, or with a default. */
export interface AddColumn {
  readonly type: 'add-column';
  readonly table: string;
  readonly column: string;
  readonly columnType: string;
}

export type Step = CreateTable | CreateIndex | AddColumn;

/** The statement; repeating it does no harm, or fails with "already there". */
export function renderStep(step: Step, words: DdlWords): string {
  const list = (names: readonly string[]) => names.map((name) => words.quote(name)).join(', ');
  switch (step.type) {
    case 'create-table': {
      const columns = Object.entries(step.columns).map(
        ([name, type]) => `${words.quote(name)} ${type === 'serial' ? words.serialPrimaryKey : type}`,
      );
      if (step.primaryKey !== undefined) columns.push(`PRIMARY KEY (${list(step.primaryKey)})`);
      return `CREATE TABLE IF NOT EXISTS ${words.quote(step.table)} (${columns.join(', ')})${words.tableSuffix}`;
    }
    case 'create-index': {
      const create = step.unique === true ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX';
      const name = words.quote(step.name ?? [step.table, ...step.columns].join('_'));
      return `${create}${words.indexIfNotExists} ${name} ON ${words.quote(step.table)} (${list(step.columns)})`;
    }
    case 'add-column':
      return `ALTER TABLE ${words.quote(step.table)} ADD COLUMN ${words.quote(step.column)} ${step.columnType}`;
    default:
      return step satisfies never;
  }
}
