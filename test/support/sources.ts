import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { root } from '../../config/root.ts'

export interface Import {
  /** a file of ours by its path in the project, or a package by its name */
  from: string
  isOurs: boolean
  isType: boolean
}

export interface Source {
  path: string
  text: string
  imports: Import[]
}

const others = new Set(['node_modules', 'dist', 'data', '.git', 'catalogue/addons'])

/** Paths of every file of ours whose name ends so. */
export const filesEnding = (ending: RegExp, folder = ''): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (others.has(path)) return []
    if (entry.isDirectory()) return filesEnding(ending, path)
    return ending.test(entry.name) ? [path] : []
  })

export const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** Every TypeScript file of ours with what it imports, tests apart. */
export const readSources = () =>
  filesEnding(/\.ts$/).map((path): Source => {
    const text = textOf(path)
    return { path, text, imports: importsIn(path, text) }
  })

export const isTest = ({ path }: { path: string }) => /(^|\/)test\//.test(path)

const statement = /^(import|export)\s(type\s)?[^'"`]*?\bfrom '([^']+)'/gm
const sideEffect = /^import '([^']+)'/gm
const dynamic = /\bimport\(\s*'([^']+)'/g

const importsIn = (path: string, text: string) => [
  ...[...text.matchAll(statement)].map(([, , type, name = '']) => imported(path, name, Boolean(type))),
  ...[...text.matchAll(sideEffect), ...text.matchAll(dynamic)].map(([, name = '']) =>
    imported(path, name, false),
  ),
]

const imported = (path: string, name: string, isType: boolean): Import => {
  const isOurs = name.startsWith('.')
  const from = isOurs ? relative('.', normalize(join(dirname(path), name))) : packageOf(name)
  return { from, isOurs, isType }
}

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
