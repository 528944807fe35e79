import { defineConfig } from '@playwright/test'

/**
 * The browser journeys: the real server on a fresh synthetic council, a phone of 360×740 and an office screen of 1280.
 * SAYSO_BIN names the binary (default: the newest of ../target); CHROMIUM names the browser.
 */
export default defineConfig({
  testDir: './e2e',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  // A machine that is busy for a moment must not keep a change out; what fails twice fails.
  retries: process.env.CI ? 1 : 0,
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  outputDir: './test-results',
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      ignoreDefaultArgs: ['--headless', '--hide-scrollbars', '--mute-audio'],
      args: [
        '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
})
