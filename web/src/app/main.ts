import '../lib/styles/tokens.css'
import '../lib/styles/base.css'
import './app.css'
import { mount } from 'svelte'
import { speak } from '../lib/i18n.svelte'
import App from './App.svelte'
import { watchPage } from './cover'
import { loadCouncil, loadHelp } from './facts.svelte'
import { watchInstall } from './install'
import { start } from './session.svelte'
import { registerWorker } from './worker'

// A made-up language for looking at the screens: `/?words=en-XA` (long words), `/?words=ar-XB` (right to left).
const wanted = new URLSearchParams(location.search).get('words') ?? navigator.language
await speak(wanted)
const target = document.getElementById('app')
if (target) mount(App, { target })
watchPage()
watchInstall()
void registerWorker()
void start().then(loadCouncil).then(loadHelp)
