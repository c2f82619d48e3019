// Reloads a page when the site was rebuilt. `scsdoc serve` adds this script; a built site does not have it.
(() => {
  'use strict'
  const version = new URL(document.currentScript.src).searchParams.get('version')
  let source
  const stop = () => {
    source?.close()
    source = undefined
  }
  // A hidden page listens to nothing: browsers hold few connections to one host.
  const listen = () => {
    if (document.hidden || source) return
    source = new EventSource(`/.scsdoc/events?since=${version}`)
    source.addEventListener('reload', () => {
      stop()
      location.reload()
    })
  }
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : listen()))
  addEventListener('pagehide', stop)
  addEventListener('pageshow', listen)
  listen()
})()
