// Loaded into the service first: if the demo is killed, the service stops too and releases its
// ports and database.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
