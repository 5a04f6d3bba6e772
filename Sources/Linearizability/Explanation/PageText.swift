let pageStyle = ""
let pageBody = ""
let pageScript = ""
let pageControls = ""
