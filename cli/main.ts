export async function main(argv: readonly string[]): Promise<void> {
  console.log(argv.slice(2), process.version);
}
