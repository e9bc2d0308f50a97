/** The vendor's verbs. Each answers with what it did, or with `refused` and the reasons in words. */
export { makeKeys } from './publishing/keys.ts'
export type { Life } from './publishing/metadata.ts'
export { type Published, type Publishing, paidFolder, publish } from './publishing/publish.ts'
export type { Refusal } from './publishing/refused.ts'
export { type Rotation, rotateKey } from './publishing/rotation.ts'
export { sign } from './publishing/sign.ts'
export { type Withdrawal, withdraw } from './publishing/withdraw.ts'
