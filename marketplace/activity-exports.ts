import type { ActivityLine } from './activity.ts'

/** One JSON list, piece by piece. */
export async function* asJson(lines: AsyncIterable<ActivityLine>) {
  let separator = '[\n'
  for await (const line of lines) {
    yield separator + JSON.stringify(line)
    separator = ',\n'
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}

const columns = ['time', 'operator', 'act', 'addon', 'version', 'result', 'reference', 'detail'] as const

/** Comma-separated values as RFC 4180 has them, piece by piece. */
export async function* asCsv(lines: AsyncIterable<ActivityLine>) {
  yield `${columns.join(',')}\r\n`
  for await (const line of lines) yield `${columns.map(name => cell(line[name] ?? '')).join(',')}\r\n`
}

const cell = (text: string) => {
  // stops formula injection: a spreadsheet would run what begins like this
  const tame = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}
