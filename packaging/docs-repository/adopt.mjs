// Replaces populateStds.js by scsdoc: run it in a checkout of SovereignCloudStack/docs, review the change, and commit it.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

// The introductions, which are constants at the beginning of populateStds.js.
const old = readFileSync('populateStds.js', 'utf8')
const constants = old.slice(old.indexOf('const intro'), old.indexOf('const headerLegend'))
const { intro, trackIntros } = new Function(`${constants}; return { intro, trackIntros }`)()
mkdirSync('site/pages', { recursive: true })
mkdirSync('site/tracks', { recursive: true })
// The page has its title as a heading already.
writeFileSync('site/pages/index.md', `${intro.replace(/^# .*\n+/, '').trim()}\n`)
for (const [track, text] of Object.entries(trackIntros)) {
  writeFileSync(`site/tracks/${track.toLowerCase()}.md`, `${text.trim()}\n`)
}

for (const file of ['standards.sh', 'scsdoc.toml']) copyFileSync(new URL(file, import.meta.url), file)

const settings = JSON.parse(readFileSync('package.json', 'utf8'))
settings.scripts.postinstall = settings.scripts.postinstall.replace('node populateStds.js', 'bash standards.sh')
settings.dependencies = Object.fromEntries(Object.entries({ ...settings.dependencies, scsdoc: '^0.1.0' }).sort())
writeFileSync('package.json', `${JSON.stringify(settings, null, 2)}\n`)
rmSync('populateStds.js')
