import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { limits } from '../contracts/runner/limits.ts'

// by require, for which its types are right
const require = createRequire(import.meta.url)
const base: QuickJSSyncVariant = require('@jitl/quickjs-wasmfile-release-sync').default
const file = require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')

/** Compiles the engine once; each `instance()` is one of its own, in memory of its own that cannot grow past its cap. */
export const openEngine = async () => {
  const wasmModule = new WebAssembly.Module(await readFile(file))
  return {
    async instance() {
      const wasmMemory = new WebAssembly.Memory(limits.memory)
      const engine = await newQuickJSWASMModuleFromVariant(newVariant(base, { wasmModule, wasmMemory }))
      // it grows by a twentieth at least, so the last step may not fit
      const isFull = () => wasmMemory.buffer.byteLength >= 0.9 * limits.memory.maximum * 65_536
      return { runtime: engine.newRuntime(), isFull }
    },
  }
}
export type Engine = Awaited<ReturnType<typeof openEngine>>
export type Instance = Awaited<ReturnType<Engine['instance']>>
