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
              line="${line#* }"
              local IFS=$'\n'
              COMPREPLY=($(immu complete -- "$line" 2>/dev/null))
            }
            complete -o default -F _immu immu

            """,
        "zsh" => """
            #compdef immu
            # immu completion zsh > a folder of $fpath, as _immu; or: source <(immu completion zsh)
            _immu() {
              local line="${LBUFFER#* }"
              local -a words
              words=("${(@f)$(immu complete -- "$line" 2>/dev/null)}")
              compadd -a words
            }
            compdef _immu immu

            """,
        "fish" => """
            # immu completion fish > ~/.config/fish/completions/immu.fish
            function __immu_complete
              set -l line (commandline -cp | string replace -r '^\s*\S+\s?' '')
              immu complete -- "$line" 2>/dev/null
            end
            complete -c immu -f -a '(__immu_complete)'

            """,
        "pwsh" => """
            # immu completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName immu -ScriptBlock {
              param($wordToComplete, $commandAst, $cursorPosition)
              $line = $commandAst.ToString().PadRight($cursorPosition).Substring(0, $cursorPosition) -replace '^\s*\S+\s?', ''
              immu complete -- "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }

            """,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "There is no script for this shell."),
    };
}
