// An exporter that says when nobody takes the spans, and when somebody does again: once each, and never by throwing.

import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { messageOf } from '../../../state/model/errors.ts';

export interface ExportNews {
  /** The spans of now are lost; the server goes on. */
  failed(reason: string): void;
  recovered(): void;
}

const SUCCESS = 0;

export function tellingExporter(exporter: SpanExporter, news: ExportNews): SpanExporter {
  let isFailing = false;

  function heard(error: string | undefined): void {
    if ((error !== undefined) === isFailing) return;
    isFailing = error !== undefined;
    if (error === undefined) news.recovered();
    else news.failed(error);
  }

  return {
    export(spans, tell) {
      exporter.export(spans, (result) => {
        const { code, error = 'nobody took them' }: { readonly code: number; readonly error?: unknown } =
          result;
        heard(code === SUCCESS ? undefined : messageOf(error));
        tell(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
