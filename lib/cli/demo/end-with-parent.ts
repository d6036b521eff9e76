// Loaded into the service before its own code: when the demo is killed, its service stops as well,
// and neither its ports nor its database stay behind.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
