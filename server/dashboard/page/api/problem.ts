// What went wrong, as the server says it: a code, a sentence, and mostly what to do.

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly status: number;
  readonly hint: string | null;

  constructor(code: string, message: string, { status, hint }: { status: number; hint: string | null }) {
    super(message);
    this.code = code;
    this.status = status;
    this.hint = hint;
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem('SERVER_UNREACHABLE', 'The server does not answer.', {
    status: 0,
    hint: 'It is asked again by itself; look at where it runs if that lasts.',
  });
}

export const is401 = (thrown: unknown): boolean => thrown instanceof ApiProblem && thrown.status === 401;

interface Wire {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly hint?: string;
  };
}

export async function problemOf(answer: Response): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => ({}))) as Wire;
  const { code, message, hint } = body.error ?? {};
  return new ApiProblem(code ?? 'UNEXPECTED', message ?? `The server answered ${answer.status}.`, {
    status: answer.status,
    hint: hint ?? null,
  });
}

export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem('UNEXPECTED', thrown instanceof Error ? thrown.message : String(thrown), {
    status: 0,
    hint: null,
  });
}
