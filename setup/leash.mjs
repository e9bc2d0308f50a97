// Loaded into each supervised program. If the supervisor is killed outright, the channel to it closes, and the
// program ends too: otherwise it would keep its port, and the next start would find it taken.
if (process.connected) {
  process.channel.unref()
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
