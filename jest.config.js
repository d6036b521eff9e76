const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/.data/'],
  testTimeout: 30_000,
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
      testPathIgnorePatterns: ['<rootDir>/test/unit/', '<rootDir>/test/types/'],
      globalSetup: '<rootDir>/test/setup/start-database.ts',
      globalTeardown: '<rootDir>/test/setup/stop-database.ts',
    },
  ],
  maxWorkers: '100%',
  // A worker keeps the modules of every file that it has run; collecting them costs ever more.
  workerIdleMemoryLimit: '600MB',
}
