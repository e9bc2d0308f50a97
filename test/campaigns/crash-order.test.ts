import { expect } from 'chai'
import { describe, it } from 'mocha'
import { foldersUnsynced, renamedUnsynced } from './crash/order.ts'
import { pointsIn, spread } from './crash/points.ts'

const folder = '/data'
const lines = (...calls: string[]) => calls.map(call => `7 ${call}`).join('\n')
const made =
  'openat(AT_FDCWD</here>, "/data/staging/a/main.js", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0644) = 9'
const written = 'write(9</data/staging/a/main.js>, ""..., 10) = 10'
const synced = 'fsync(9</data/staging/a/main.js>) = 0'
const folderSynced = 'fsync(9</data/staging/a>) = 0'
const moved = 'rename("/data/staging/a", "/data/addons/a") = 0'
const holderSynced = 'fsync(9</data/addons>) = 0'
const committed = 'fdatasync(4</data/panel.db-wal>) = 0'

describe('The campaign about crashes', () => {
  it('accepts a file that was synced, with its folder, before it got its name, and the name before it is stored', () => {
    const trace = lines(made, written, synced, folderSynced, moved, holderSynced, committed)
    expect(renamedUnsynced(trace, folder)).to.deep.equal([])
    expect(foldersUnsynced(trace, folder)).to.deep.equal([])
  })

  it('finds bytes that came after the last sync, an empty file, and a folder whose names might be lost', () => {
    const late = lines(made, written, synced, written, folderSynced, moved)
    expect(renamedUnsynced(late, folder)).to.deep.equal(['/data/staging/a/main.js'])
    expect(renamedUnsynced(lines(made, folderSynced, moved), folder)).to.deep.equal([
      '/data/staging/a/main.js',
    ])
    expect(renamedUnsynced(lines(made, written, synced, moved), folder)).to.deep.equal(['/data/staging/a'])
    const inTwo = moved.replace(') = 0', ' <unfinished ...>')
    expect(renamedUnsynced(lines(made, folderSynced, inTwo), folder)).to.have.length(1)
  })

  it('finds a name that the database knew before the disk did, or that the disk never learned', () => {
    expect(foldersUnsynced(lines(moved, committed, holderSynced), folder)).to.deep.equal(['/data/addons'])
    expect(foldersUnsynced(lines(moved), folder)).to.deep.equal(['/data/addons'])
  })

  it('counts calls by their number in a thread, towards servers too, and none that only wakes another thread', () => {
    const points = pointsIn(
      lines(
        'write(3<anon_inode:[eventfd]>, ""..., 8) = 8',
        written,
        'connect(8<TCP:[1]>, {sa_family=AF_INET}, 16) = 0',
        'write(8<TCP:[127.0.0.1:1->127.0.0.1:2]>, ""..., 8) = 8',
        'write(5<UNIX-STREAM:[1->2]>, ""..., 8) = 8',
      ),
    )
    expect(points).to.deep.equal([
      { call: 'write', at: 2, isOutside: false },
      { call: 'connect', at: 1, isOutside: true },
      { call: 'write', at: 3, isOutside: true },
    ])
    expect(spread([1, 2, 3, 4, 5, 6], 3)).to.have.length(3)
  })
})
