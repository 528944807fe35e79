/** The desk's start: the look, the one-time link that may stand in the address, the frame. */
import '../lib/styles/tokens.css'
import '../lib/styles/base.css'
import './desk.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { takeLink } from './door/link'
import { followLinks } from './state/routes.svelte'
import { startWorker } from './state/worker'

const link = takeLink(location, history)
followLinks()
mount(App, { target: document.getElementById('app')!, props: { link } })
void startWorker()
