// How much of a reply was printed, so that nothing of it is lost or printed twice when its stream breaks and is taken up
// again. Pure.

export interface ReplyText {
  /** Each answers what is to be printed now. */
  delta(text: string): string;
  /** All that there is so far. */
  partial(text: string): string;
  /** The reply as it is stored. */
  whole(text: string): string;
  /** The stream broke: where the deltas after it belong is not known until all so far is told. */
  broke(): void;
  /** The agent begins again, as after a lost container. */
  begunAgain(): string;
}

export function createReplyText(): ReplyText {
  let printed = '';
  let isInPlace = true;

  function goOnTo(text: string): string {
    if (!text.startsWith(printed)) return '';
    const more = text.slice(printed.length);
    printed = text;
    return more;
  }

  return {
    delta(text) {
      if (!isInPlace) return '';
      printed += text;
      return text;
    },
    partial(text) {
      // Shorter than what was printed: it is of a later beginning, or nothing of it is new.
      if (!text.startsWith(printed)) return '';
      isInPlace = true;
      return goOnTo(text);
    },
    whole(text) {
      if (text.startsWith(printed)) return goOnTo(text);
      if (text.trim() === printed.trim()) return '';
      printed = text;
      return `\n${text}`;
    },
    broke() {
      isInPlace = false;
    },
    begunAgain() {
      const hadBegun = printed !== '';
      printed = '';
      isInPlace = true;
      return hadBegun ? '\n' : '';
    },
  };
}
