/** Minutes ahead of UTC in winter, and by whose rule the clocks change. The sandbox knows no time zones of its own. */
export const zones = {
  UTC: [0],
  'Africa/Johannesburg': [120],
  'Africa/Lagos': [60],
  'Africa/Nairobi': [180],
  'America/Anchorage': [-540, 'north america'],
  'America/Argentina/Buenos_Aires': [-180],
  'America/Bogota': [-300],
  'America/Chicago': [-360, 'north america'],
  'America/Denver': [-420, 'north america'],
  'America/Halifax': [-240, 'north america'],
  'America/Lima': [-300],
  'America/Los_Angeles': [-480, 'north america'],
  'America/Mexico_City': [-360],
  'America/New_York': [-300, 'north america'],
  'America/Phoenix': [-420],
  'America/Sao_Paulo': [-180],
  'America/St_Johns': [-210, 'north america'],
  'Asia/Bangkok': [420],
  'Asia/Dubai': [240],
  'Asia/Hong_Kong': [480],
  'Asia/Jakarta': [420],
  'Asia/Karachi': [300],
  'Asia/Kolkata': [330],
  'Asia/Manila': [480],
  'Asia/Riyadh': [180],
  'Asia/Seoul': [540],
  'Asia/Shanghai': [480],
  'Asia/Singapore': [480],
  'Asia/Tokyo': [540],
  'Australia/Adelaide': [570, 'australia'],
  'Australia/Brisbane': [600],
  'Australia/Perth': [480],
  'Australia/Sydney': [600, 'australia'],
  'Europe/Athens': [120, 'europe'],
  'Europe/Berlin': [60, 'europe'],
  'Europe/Helsinki': [120, 'europe'],
  'Europe/Istanbul': [180],
  'Europe/Lisbon': [0, 'europe'],
  'Europe/London': [0, 'europe'],
  'Europe/Madrid': [60, 'europe'],
  'Europe/Moscow': [180],
  'Europe/Paris': [60, 'europe'],
  'Europe/Rome': [60, 'europe'],
  'Europe/Warsaw': [60, 'europe'],
  'Pacific/Auckland': [720, 'new zealand'],
  'Pacific/Honolulu': [-600],
}

const hour = 3_600_000
const day = 24 * hour

const firstSunday = (year, month, notBefore = 1) => {
  const time = Date.UTC(year, month - 1, notBefore)
  return time + ((7 - new Date(time).getUTCDay()) % 7) * day
}
const lastSunday = (year, month) => firstSunday(year, month + 1) - 7 * day

/** When summer time begins and ends in a year, as if winter's clock were UTC. */
const changes = {
  europe: (year, ahead) => [lastSunday(year, 3) + hour + ahead, lastSunday(year, 10) + hour + ahead],
  'north america': year => [firstSunday(year, 3, 8) + 2 * hour, firstSunday(year, 11) + hour],
  australia: year => [firstSunday(year, 10) + 2 * hour, firstSunday(year, 4) + 2 * hour],
  'new zealand': year => [lastSunday(year, 9) + 2 * hour, firstSunday(year, 4) + 2 * hour],
}

/** Minutes by which a time zone is ahead of UTC at this moment. */
export function offsetAt(timeZone, instant) {
  const [winter, rule] = zones[timeZone] ?? zones.UTC
  if (!rule) return winter
  const ahead = winter * 60_000
  const [begin, end] = changes[rule](instant.getUTCFullYear(), ahead)
  const now = instant.getTime() + ahead
  const isSummer = begin < end ? now >= begin && now < end : now >= begin || now < end
  return isSummer ? winter + 60 : winter
}
