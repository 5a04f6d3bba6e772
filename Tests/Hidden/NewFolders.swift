// Hidden tests go into folders beside this file, Tests/Hidden/<Name>/. Git ignores them; see HANDOUT.md, "Hidden tests".
//
// SwiftPM remembers a manifest until its text or the environment changes. A folder that was added since is compiled
// together with this file, so that its tests run all the same; from the next reading on it is a target of its own.
