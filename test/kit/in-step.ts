// Compiled by types.test.ts: it does not compile where the authors' types and the contract are out of step.
import type { z } from 'zod'
import type * as Kit from '../../addon-api/souk.d.ts'
import type {
  addonApi,
  hookAnswer,
  HookRequest,
  LogLevel,
  pageAnswer,
  PageRequest,
  Refusal,
  ToldEvent,
  Verb,
  verbs,
} from '../../contracts/addon-api.ts'
import type { block, formField, page } from '../../contracts/addon-pages.ts'
import type { InboxEventName } from '../../contracts/inbox.ts'

type Fits<Here, There> = [Here] extends [There] ? true : { here: Here; there: There }
type Same<One, Other> = [One] extends [Other] ? Fits<Other, One> : { one: One; other: Other }
type Keys<T> = T extends unknown ? keyof T : never
type All<Claims extends readonly true[]> = Claims

/** What `souk` has, by the contract's names. */
type Spoken = Omit<Kit.Souk, 'settings' | 'log'>
type NameOf<Key extends keyof Spoken> = Spoken[Key] extends (...given: never[]) => unknown
  ? Key
  : `${Key}.${Extract<keyof Spoken[Key], string>}`
type Names = { [Key in keyof Spoken]: NameOf<Key> }[keyof Spoken]

type Said<V extends Verb> = V extends keyof Spoken
  ? Spoken[V]
  : V extends `${infer Noun extends keyof Spoken}.${infer Name}`
    ? Spoken[Noun][Name & keyof Spoken[Noun]]
    : never
type GivenBy<V extends Verb> = Required<Parameters<Extract<Said<V>, (...given: never[]) => unknown>>>
type AnswerOf<V extends Verb> = Awaited<ReturnType<Extract<Said<V>, (...given: never[]) => unknown>>>

type ByName<Params extends readonly string[], Given extends readonly unknown[]> = {
  [I in Extract<keyof Params, `${number}`> as Params[I] & string]: Given[I & keyof Given]
}
type Input<V extends Verb> = (typeof verbs)[V] extends readonly []
  ? GivenBy<V> extends readonly [infer One]
    ? One
    : null
  : ByName<(typeof verbs)[V], GivenBy<V>>

type Asks<V extends Verb> = z.input<(typeof addonApi)[V]['input']>
type Tells<V extends Verb> = z.input<(typeof addonApi)[V]['output']>

type EachInput = { [V in Verb]: Fits<Input<V>, Asks<V>> }
type EachInputWhole = { [V in Verb]: Same<Keys<Input<V>>, Keys<Asks<V>>> }
type EachOutput = { [V in Verb]: Fits<Tells<V>, AnswerOf<V>> }
type IsAnything<T> = 0 extends 1 & T ? true : false
type EachOutputWhole = {
  [V in Verb]: IsAnything<AnswerOf<V>> extends true ? true : Same<Keys<AnswerOf<V>>, Keys<Tells<V>>>
}

type KindOf<B> = B extends { kind: infer Kind } ? Kind : never
type TypeOf<F> = F extends { type: infer Type } ? Type : never
type BlockOf<B, Kind> = Extract<B, { kind: Kind }>
type EachBlock = {
  [Kind in Kit.Block['kind']]: Same<
    Keys<BlockOf<Kit.Block, Kind>>,
    Keys<BlockOf<z.input<typeof block>, Kind>>
  >
}
type True<T> = { [Key in keyof T]: true }

export type InStep = All<
  [
    Same<Names, Verb>,
    Fits<EachInput, True<EachInput>>,
    Fits<EachInputWhole, True<EachInputWhole>>,
    Fits<EachOutput, True<EachOutput>>,
    Fits<EachOutputWhole, True<EachOutputWhole>>,
    Same<Kit.Refusal, Refusal>,
    Same<Kit.LogLevel, LogLevel>,
    Same<Kit.EventName, InboxEventName>,
    Fits<HookRequest, Kit.HookRequest>,
    Same<Keys<Kit.HookRequest>, Keys<HookRequest>>,
    Fits<PageRequest, Kit.PageRequest>,
    Same<Keys<Kit.PageRequest>, Keys<PageRequest>>,
    Same<Keys<Kit.ToldEvent>, Keys<ToldEvent>>,
    Fits<ToldEvent['conversation'], Kit.Conversation>,
    Same<Keys<Kit.Conversation>, Keys<ToldEvent['conversation']>>,
    Fits<NonNullable<ToldEvent['message']>, Kit.Message>,
    Same<Keys<Kit.Message>, Keys<NonNullable<ToldEvent['message']>>>,
    Same<Kit.ToldEvent['by'], ToldEvent['by']>,
    Fits<Kit.HookAnswer, z.input<typeof hookAnswer>>,
    Same<Keys<Kit.HookAnswer>, Keys<z.input<typeof hookAnswer>>>,
    Fits<Kit.PageAnswer, z.input<typeof pageAnswer>>,
    Same<Keys<Kit.PageData>, Keys<z.input<typeof page>>>,
    Same<KindOf<Kit.Block>, KindOf<z.input<typeof block>>>,
    Fits<EachBlock, True<EachBlock>>,
    Same<TypeOf<Kit.FormField>, TypeOf<z.input<typeof formField>>>,
    Same<Keys<Kit.FormField>, Keys<z.input<typeof formField>>>,
  ]
>
