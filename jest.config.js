import { availableParallelism } from 'node:os'

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
  setupFiles: ['<rootDir>/test/setup/end-worker-at-once.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.data/'],
}

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['unit', 'types']
        .map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`)
        .concat('<rootDir>/srv/handlers/**/*.test.ts'),
    },
    {
      ...common,
      displayName: 'service',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['unit', 'types', 'browser'].map(
        (folder) => `<rootDir>/test/${folder}/`,
      ),
      globalSetup: '<rootDir>/test/setup/start-database.ts',
      globalTeardown: '<rootDir>/test/setup/stop-database.ts',
    },
    {
      ...common,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/setup/retry-browser-tests.ts'],
      globalSetup: '<rootDir>/test/setup/start-browser.ts',
      globalTeardown: '<rootDir>/test/setup/stop-browser.ts',
    },
  ],
  testSequencer: '<rootDir>/test/setup/slow-files-first.js',
  testTimeout: 30_000,
  // Half as many again as cores: tests also wait for servers, processes and pages.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // A worker keeps the modules of every file that it has run; collecting them costs ever more.
  workerIdleMemoryLimit: '600MB',
}
