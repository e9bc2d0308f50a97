import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { freePort } from './ports.ts'

/** Makes a database on a real PostgreSQL server, empty or like another one that nobody uses; answers with its address. */
export const createDatabase = async (template = 'template0') => {
  const server = await postgres()
  const name = `souk_${randomBytes(8).toString('hex')}`
  const options = `TEMPLATE ${template} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`
  await ask(server, `CREATE DATABASE ${name} ${options} ${(copying ??= await strategyOf(server))}`)
  const url = new URL(server)
  url.pathname = name
  return url.href
}

// Before 15 it copied files anyway; from then on it would log each page unless told, which takes twice the time.
let copying: string | undefined
const strategyOf = async (server: string) => {
  const { rows } = await ask(server, 'SHOW server_version_num')
  return Number(rows[0]?.server_version_num) >= 150_000 ? 'STRATEGY FILE_COPY' : ''
}

export const dropDatabase = async (url: string) => {
  await ask(await postgres(), `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
}

let server: Promise<string> | undefined

/** One server for the whole run, started when the first test asks: TEST_PG_URL, or Debian's binaries. */
export const postgres = () => (server ??= start())

const start = async () => process.env['TEST_PG_URL'] ?? (await startOwn(serverBinaries(), await freePort()))

const ask = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

const debian = '/usr/lib/postgresql'

/** The folder of initdb and pg_ctl of the newest server that is installed. */
const serverBinaries = () => {
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const newest = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map(version => join(debian, version, 'bin'))
    .find(bin => existsSync(join(bin, 'initdb')))
  if (!newest)
    throw new Error(
      'The tests need a PostgreSQL server: install the Debian package "postgresql", or set TEST_PG_URL to a server they may create databases on.',
    )
  return newest
}

// The shell waits on our end of a pipe. However this process ends, the pipe closes, and the server and its folder go.
const script = `
set -e
folder=$(mktemp -d /tmp/souk-postgres-XXXXXX)
run() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" = 0 ] && chown postgres "$folder"
cd "$folder"
trap 'run "$BIN/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; cd /; rm -rf "$folder"' EXIT
run "$BIN/initdb" -D "$folder/data" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
run "$BIN/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-c listen_addresses=127.0.0.1 -c port=$PORT \
  -c unix_socket_directories=$folder -c max_connections=400 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
  start >/dev/null || { cat "$folder/log" >&2; exit 1; }
echo ready
cat >/dev/null || true
`

const startOwn = (bin: string, port: number) =>
  new Promise<string>((resolve, reject) => {
    const shell = spawn('sh', ['-c', script], {
      detached: true,
      env: { ...process.env, BIN: bin, PORT: String(port), LC_ALL: 'C.UTF-8' },
    })
    let complaint = ''
    shell.stderr.on('data', chunk => (complaint += String(chunk)))
    shell.once('error', reject)
    shell.once('exit', code => reject(new Error(`PostgreSQL did not start (${code}): ${complaint.trim()}`)))
    shell.stdout.once('data', () => {
      for (const held of [shell, shell.stdin, shell.stdout, shell.stderr]) release(held)
      resolve(`postgres://postgres@127.0.0.1:${port}/postgres`)
    })
  })

// The run ends when its tests end: nothing here may keep it waiting.
const release = (held: object) => {
  if ('unref' in held && typeof held.unref === 'function') held.unref()
}
