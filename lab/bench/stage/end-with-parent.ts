// Loaded before each program that the bench starts: none of them outlives a bench that was killed.
process.once('disconnect', () => process.exit(1))
