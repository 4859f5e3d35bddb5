# Completes winddown's commands, and the steps, routines and drinks of your config, in fish.
# `winddown completions fish` prints this file.

function __winddown_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l prefix (string match --regex -- '^--[^=]+=' "$current")
    set -l path (string replace --regex -- '^--[^=]+=' '' "$current")
    for line in (command winddown completions fish -- $words "$current" 2>/dev/null)
        switch $line
            case \tfiles
                for file in (complete --do-complete "'' $path")
                    echo "$prefix$file"
                end
            case \tfolders
                for folder in (complete --do-complete "'' $path" | string match --regex '.*/$')
                    echo "$prefix$folder"
                end
            case '*'
                echo $line
        end
    end
end

complete --command winddown --no-files --keep-order --arguments '(__winddown_complete)'
