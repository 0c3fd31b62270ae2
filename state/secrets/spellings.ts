// The ways in which programs write a value down: as it is, quoted, in a URL, in base64 or in hex. Pure.

/** Shorter values would take innocent words out as well, and say little when seen. */
const shortest = 4;
/** What is shorter than this, encoded, is found by chance in other encoded texts. */
const shortestEncoded = 8;

/** Of a value, and of each of its lines. */
export function spellingsOf(value: string): readonly string[] {
  return [value, ...value.split(/\r?\n/)].flatMap((part) =>
    part.trim().length < shortest ? [] : [part].concat(quoted(part), encoded(part)),
  );
}

/** As it stands in JSON, in Python's JSON and in what Python shows of a text. */
function quoted(part: string): readonly string[] {
  const json = JSON.stringify(part).slice(1, -1);
  const ascii = json.replace(
    /[\u0080-\uffff]/g,
    (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );
  return [json, ascii, json.replaceAll(String.raw`\"`, '"')];
}

function encoded(part: string): readonly string[] {
  const bytes = Buffer.from(part);
  const hex = bytes.toString('hex');
  const spellings = [hex, hex.toUpperCase(), ...base64(bytes)];
  return [...spellings.filter((spelling) => spelling.length >= shortestEncoded), ...inUrls(part)];
}

/** Wherever it begins in what was encoded, the characters in the middle are the same, one of three ways. */
function base64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    // Characters that hold bits of what stands before or after are left out.
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((whole.length * 8) / 6);
    const text = whole.toString('base64').slice(start, end);
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Languages differ in what they leave as it is, in the space, and in the case of the digits. */
function inUrls(part: string): readonly string[] {
  // A lone surrogate has no place in a URL.
  const plain = encodeURIComponent(part.toWellFormed());
  const strict = plain.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const ways = [plain, strict, plain.replaceAll('%20', '+'), strict.replaceAll('%20', '+')];
  const all = [...ways, ...ways.map((way) => way.replaceAll('%2F', '/'))];
  return [...all, ...all.map((way) => way.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()))];
}
