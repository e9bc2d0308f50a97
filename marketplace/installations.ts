import type { AddonEntry, Release, ReleaseEntry } from '../contracts/catalogue.ts'
import type { Kind } from '../contracts/manifest.ts'
import type { Failure } from './failures.ts'

export type SettingValue = string | number | boolean | string[]
export type SettingValues = Record<string, SettingValue>

/** One add-on on this help desk: release, active or not, settings. */
export interface Installation {
  /** its slug */
  addon: string
  kind: Kind
  name: string
  version: string
  active: boolean
  /** the bytes on disk are no longer the signed ones: not loaded until it is repaired */
  altered: boolean
  settings: SettingValues
  /** why the last activation failed */
  failure: Failure | null
  installedAt: string
  changedAt: string
  changedBy: string
  /** which copy of its own storage it works with */
  generation: number
  /** the operation that is about to replace its release: no call begins meanwhile, and its storage takes nothing more */
  moving: string | null
  /** before that, calls under way come to an end: they may still keep something */
  draining: boolean
  /** the release before, kept so that one may go back to it */
  previous: PreviousRelease | null
}

/** What a help desk goes back to: release, settings and the add-on's own storage as they were. */
export interface PreviousRelease {
  version: string
  generation: number
  settings: SettingValues
  active: boolean
  /** when it was replaced, and by whom */
  at: string
  by: string
}

/** What an uninstall leaves behind on request, beside secrets and the add-on's own storage. */
export interface Kept {
  settings: SettingValues
  /** the release that kept it; null: one of before that was written down */
  version: string | null
  at: string
}

/** Which copy of its own storage an add-on leaves behind, and a fresh one begins with. */
export const firstGeneration = 1

/** A release as it lies on disk, with the signed list of its files. */
export interface PlacedRelease {
  addon: string
  version: string
  release: Release
}

export interface InstallationStore {
  find(addon: string): Promise<Installation | undefined>
  all(kind?: Kind): Promise<Installation[]>
  put(installation: Installation): Promise<void>
  remove(addon: string): Promise<void>
  release(addon: string, version: string): Promise<PlacedRelease | undefined>
  releases(): Promise<PlacedRelease[]>
  putRelease(placed: PlacedRelease, at: string): Promise<void>
  removeReleases(addon: string): Promise<void>
  removeRelease(addon: string, version: string): Promise<void>
  /** What an uninstall that keeps the data leaves behind, for the next install. */
  kept(addon: string): Promise<Kept | undefined>
  keep(addon: string, kept: Kept): Promise<void>
  forget(addon: string): Promise<void>
  /** counts every change of an installation */
  revision(): Promise<number>
  /** counts a change that is kept elsewhere */
  touch(): Promise<void>
}

/** Releases on disk: fetched, checked against the signed list, put in place whole. Everything throws Failed. */
export interface Archives {
  /** Refuses where the disk has not that many bytes to spare. */
  room(bytes: number): Promise<void>
  /** Asks whether what the release needs can be fetched from the catalogue now. */
  reachable(addon: AddonEntry, entry: ReleaseEntry): Promise<void>
  download(work: string, addon: AddonEntry, entry: ReleaseEntry): Promise<void>
  verify(work: string, addon: AddonEntry, entry: ReleaseEntry): Promise<PlacedRelease>
  /** `replace`: a folder already there is one of ours and may go */
  unpack(work: string, placed: PlacedRelease, replace: boolean): Promise<void>
  state(placed: PlacedRelease): Promise<'intact' | 'altered' | 'missing'>
  /** the bytes of one file, whose hash was checked; undefined if they are not the signed ones */
  read(placed: PlacedRelease, path: string): Promise<Buffer | undefined>
  /** removes one version; a folder that the file system keeps is swept later */
  removeVersion(addon: string, version: string): Promise<void>
  /** removes every version of an add-on; answers with the folder that is left if the file system refuses */
  remove(addon: string): Promise<string | undefined>
  giveBack(work: string): Promise<void>
  sweep(keep: Keep): Promise<void>
}

/** What a sweep leaves alone. */
export interface Keep {
  /** `work` of open operations begins with one of these */
  operations: () => Promise<string[]>
  /** decides about a folder of a release that no row names, as things stand then */
  isOurs: (addon: string, version: string) => Promise<boolean>
  placed: readonly { addon: string; version: string }[]
}
