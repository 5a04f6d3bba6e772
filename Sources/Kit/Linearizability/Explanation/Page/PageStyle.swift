/// How a page looks, and what is on it besides the words.
let pageStyle = """
    :root { --ink: #1c2733; --soft: #5c6b7a; --line: #dfe4ea; --bad: #c62828; --core: #e08a00; --good: #2e7d4f; }
    * { box-sizing: border-box; }
    body { margin: 0; height: 100vh; display: flex; flex-direction: column; color: var(--ink); background: #fff;
      font: 14px/1.45 system-ui, sans-serif; }
    header { padding: 14px 20px 8px; max-width: 110em; max-height: 45vh; overflow: auto; flex: none; }
    h1 { font-size: 19px; margin: 0 0 6px; overflow-wrap: anywhere; }
    header p { margin: 3px 0; overflow-wrap: anywhere; }
    pre { font-size: 12px; line-height: 1.3; overflow-x: auto; margin: 6px 0; }
    summary { cursor: pointer; color: var(--soft); }
    .verdict { font-size: 13px; padding: 2px 9px; border-radius: 10px; color: #fff; vertical-align: 2px; }
    .verdict.good { background: var(--good); } .verdict.bad { background: var(--bad); }
    .verdict.open { background: var(--soft); }
    nav { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 7px 20px; flex: none;
      border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); background: #f6f8fa; }
    nav label { color: var(--soft); } nav input, nav select, nav button { font: inherit; padding: 2px 7px; }
    nav select { max-width: 14em; } nav input { width: 9em; }
    #count { color: var(--soft); margin-left: auto; }
    #legend { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 5px 20px; color: var(--soft); font-size: 12px;
      flex: none; }
    #legend i { display: inline-block; width: 18px; height: 11px; border-radius: 2px; margin-right: 5px;
      border: 1px solid #8fb3d9; background: #dcebfa; }
    #legend .core i { border: 2px solid var(--core); }
    #legend .stuck i { background: var(--bad); border-color: #8e1515; }
    #legend .other i { background: #eef0f2; border-color: #c3cad1; }
    #legend .never i { border-right: 0; background: linear-gradient(90deg, #dcebfa, #fff); }
    #chart { flex: 1 1 auto; min-height: 160px; overflow-y: auto; overflow-x: hidden; position: relative; }
    #chart canvas { position: sticky; top: 0; display: block; cursor: grab; outline: none; }
    #overview { flex: none; height: 41px; overflow: hidden; border-top: 1px solid var(--line); }
    #overview canvas { display: block; cursor: pointer; }
    #details { flex: none; min-height: 30px; max-height: 20vh; overflow: auto; padding: 5px 20px;
      border-top: 1px solid var(--line); background: #f6f8fa; overflow-wrap: anywhere; }
    #tip { position: fixed; display: none; max-width: 460px; padding: 7px 11px; border-radius: 5px; color: #fff;
      background: #1c2733f2; pointer-events: none; font-size: 13px; overflow-wrap: anywhere; z-index: 2;
      white-space: pre-wrap; }
    """

let pageBody = """
    <nav>
    <label>Key <select id="key"></select></label>
    <label>Clients <input id="clients" placeholder="all, or 1 4 7"></label>
    <label>Find <input id="find" placeholder="get(x)"></label>
    <button id="nextFound" title="Go to the next operation that was found">next</button>
    <span><button id="in" title="Zoom in (+)">+</button> <button id="out" title="Zoom out (-)">−</button>
    <button id="home" title="Go to the core, or to the beginning (c)">Core</button>
    <button id="all" title="Show all of the time (0)">All</button></span>
    <span id="count"></span>
    </nav>
    <div id="legend">
    <span><i></i>in the order, with its number</span>
    <span class="core"><i></i>core: can't be explained together</span>
    <span class="stuck"><i></i>can't be placed next</span>
    <span class="other"><i></i>not placed</span>
    <span class="never"><i></i>never returned</span>
    <span>drag: move, Ctrl+wheel or + and −: zoom, arrows: move, click: details</span>
    </div>
    <div id="chart"><canvas tabindex="0" aria-label="The operations, a row for each client"></canvas><div></div></div>
    <div id="overview"><canvas></canvas></div>
    <div id="details">Click an operation to see all about it here.</div>
    <div id="tip"></div>
    <noscript>The picture needs JavaScript; the text above does not.</noscript>
    """
