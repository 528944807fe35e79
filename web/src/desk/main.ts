/** The desk's start: the look, the one-time link that may stand in the address, the frame. */
import '../lib/styles/tokens.css'
import '../lib/styles/base.css'
import './desk.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { speak } from '../lib/i18n.svelte'
import { takeLink } from './door/link'
import { followLinks } from './state/routes.svelte'
import { startWorker } from './state/worker'

// A made-up language for looking at the screens: `/desk/?words=en-XA` (long words), `/desk/?words=ar-XB` (right to left).
const wanted = new URLSearchParams(location.search).get('words')
if (wanted) await speak(wanted)
const link = takeLink(location, history)
followLinks()
mount(App, { target: document.getElementById('app')!, props: { link } })
void startWorker()
