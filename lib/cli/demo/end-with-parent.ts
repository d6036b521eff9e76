import { stopThisProcess } from '../../config/stop-signals.ts'

// Loaded into the service first: if the demo is killed, the service stops too and releases its
// ports and database.
process.once('disconnect', stopThisProcess)
