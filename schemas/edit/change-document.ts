// Brings a document to what is meant by changing only what differs, so that comments, order and quotes stay where they are.

import { type Document, isCollection, isMap } from 'yaml';

type Fields = Readonly<Record<string, unknown>>;

/** Changes `document` in place; fields that are not meant are taken out. */
export function changeDocument(document: Document, meant: Fields): void {
  changeBelow(document, [], meant);
}

function changeBelow(document: Document, path: readonly string[], meant: Fields): void {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(node)) {
    document.setIn(path, document.createNode(meant));
    return;
  }
  const present = node.toJS(document) as Fields;
  for (const name of Object.keys(present)) {
    if (!(name in meant)) document.deleteIn([...path, name]);
  }
  for (const [name, value] of Object.entries(meant)) {
    const at = [...path, name];
    if (isRecord(value) && isRecord(present[name])) changeBelow(document, at, value);
    else if (!isEqual(present[name], value)) {
      document.setIn(at, isRecord(value) || Array.isArray(value) ? document.createNode(value) : value);
    }
  }
}

/** As the text that the document came from is laid out. */
export function layoutOf(text: string): { readonly indent: number; readonly indentSeq: boolean } {
  const indent = /^[\w-]+:[^\n]*\n(?:\s*#[^\n]*\n)*( +)[\w"']/m.exec(text)?.[1]?.length ?? 2;
  const isFlush = /^( *)[\w-]+:[^\n]*\n\1- /m.test(text);
  return { indent, indentSeq: !isFlush };
}

export function textOf(document: Document, before: string): string {
  const text = document.toString({ lineWidth: 0, ...layoutOf(before) });
  const hasMarker = before.startsWith('---') && !text.startsWith('---');
  return `${hasMarker ? '---\n' : ''}${text}`;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isCollection(value);
}
