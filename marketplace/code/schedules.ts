/** When an add-on is due next. */
export interface Schedule {
  addon: string
  schedule: string
  dueAt: string
}

export interface ScheduleStore {
  all(): Promise<Schedule[]>
  put(schedule: Schedule): Promise<void>
  remove(addon: string): Promise<void>
  /** Moves it on from one time to the next; false if somebody else did, and does what is due. */
  take(addon: string, from: string, to: string, at: string): Promise<boolean>
}
