// Why an edit can't be made, in words that say what to do.

import { resourceTitle, type ResourceName } from '../../../../schemas/edit/resource.ts';
import type { Problem } from '../../../../schemas/problem.ts';
import { ReconcilerError } from '../../errors.ts';

export function resourceExists(name: ResourceName): ReconcilerError {
  return new ReconcilerError('RESOURCE_EXISTS', `${resourceTitle(name)} is declared already.`, {
    hint: 'Replace it with PUT, or choose another name.',
    details: { resource: resourceTitle(name) },
  });
}

export function resourceNotFound(name: ResourceName): ReconcilerError {
  return new ReconcilerError('RESOURCE_NOT_FOUND', `${resourceTitle(name)} is not declared.`, {
    hint: 'raworc get shows what is there; create it with POST.',
    details: { resource: resourceTitle(name) },
  });
}

/** Also where it is not declared any more. */
export function resourceChanged(name: ResourceName): ReconcilerError {
  return new ReconcilerError(
    'PRECONDITION_FAILED',
    `${resourceTitle(name)} was changed in Git since it was looked at, so nothing was written.`,
    {
      hint: 'Get it again, look at what has changed, and send the change with its new ETag.',
      details: { resource: resourceTitle(name) },
    },
  );
}

export function resourceBroken(name: ResourceName, problem: Problem): ReconcilerError {
  const { file, line, column, message } = problem;
  return new ReconcilerError(
    'RESOURCE_BROKEN',
    `${resourceTitle(name)} is declared in a way that can't be read: ${file}:${line}:${column}: ${message}`,
    { hint: 'Correct it in Git first.', details: { resource: resourceTitle(name), problem } },
  );
}

export function declarationInvalid(problems: readonly Problem[]): ReconcilerError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const suggestion = first?.suggestion === undefined ? '' : ` Did you mean ${first.suggestion}?`;
  return new ReconcilerError(
    'DECLARATION_INVALID',
    `${first?.message ?? 'It is not valid.'}${suggestion}${more}`,
    {
      hint:
        first?.expected === undefined
          ? 'Nothing was written.'
          : `Expected: ${first.expected}. Nothing was written.`,
      details: { problems },
    },
  );
}

export function editNotFaithful(name: ResourceName): ReconcilerError {
  return new ReconcilerError(
    'EDIT_NOT_FAITHFUL',
    `${resourceTitle(name)} would not be read as it was meant, so nothing was written.`,
    { hint: 'Its file holds something unusual, such as anchors: edit it in Git.' },
  );
}

export function noBranch(ref: string | undefined): ReconcilerError {
  return new ReconcilerError(
    'NOT_A_BRANCH',
    `${ref ?? 'HEAD'} is no branch, so nothing can be written to it.`,
    {
      hint: 'Have RAWORC_CONFIG_REF name a branch.',
    },
  );
}
