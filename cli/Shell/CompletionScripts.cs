namespace ImmuFunctions.Cli.Shell;

/// <summary>Scripts that make shells complete immu's commands; each asks the program itself what may come next.</summary>
internal static class CompletionScripts
{
    /// <summary>The shells there are scripts for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script for one of <see cref="Shells"/>.</summary>
    public static string For(string shell) => shell switch
    {
        "bash" => """
            # immu completion bash > /etc/bash_completion.d/immu, or: source <(immu completion bash)
            _immu() {
              local line="${COMP_LINE:0:COMP_POINT}"
              # What stands before the program, such as a variable, is none of its words.
              line="${line#*"$1"}"
              line="${line# }"
              local IFS=$'\n'
              COMPREPLY=($(immu complete -- "$line" 2>/dev/null))
            }
            complete -o default -F _immu immu

            """,
        "zsh" => """
            #compdef immu
            # immu completion zsh > a folder of $fpath, as _immu; or: source <(immu completion zsh)
            _immu() {
              local line="${(j: :)words[2,CURRENT-1]} $PREFIX"
              local -a found
              found=(${(f)"$(immu complete -- "${line# }" 2>/dev/null)"})
              if (( $#found )); then compadd -a found; else _files; fi
            }
            # As a file of $fpath this is what is called first; sourced, it has to be made known.
            if [[ "$funcstack[1]" == _immu ]]; then _immu "$@"; else compdef _immu immu; fi

            """,
        "fish" => """
            # immu completion fish > ~/.config/fish/completions/immu.fish
            function __immu_complete
              set -l line (commandline -cp | string replace -r '^\s*\S+\s?' '')
              set -l found (immu complete -- "$line" 2>/dev/null)
              if test (count $found) -gt 0
                printf '%s\n' $found
              else
                __fish_complete_path (commandline -ct)
              end
            end
            complete -c immu -f -a '(__immu_complete)'

            """,
        "pwsh" => """
            # immu completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName immu -ScriptBlock {
              param($wordToComplete, $commandAst, $cursorPosition)
              $end = $cursorPosition - $commandAst.Extent.StartOffset
              $line = $commandAst.ToString().PadRight($end).Substring(0, $end) -replace '^\s*\S+\s?', ''
              immu complete -- "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }

            """,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "There is no script for this shell."),
    };
}
