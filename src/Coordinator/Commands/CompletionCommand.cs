using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep completion SHELL</c>: a script with which a shell completes commands, options and their values. It calls the program
/// itself, with its <c>[suggest]</c> directive, so that it stays valid for later versions.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL")
        {
            Description =
                "bash: source <(./sweep completion bash). zsh: the same with zsh, after compinit. fish: ./sweep completion fish | source.",
        };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a completion script for bash, zsh or fish.") { shell };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(Script(parsed.GetRequiredValue(shell)).ReplaceLineEndings("\n"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new SweepException($"There is no completion script for '{shell}'. Allowed: bash, zsh, fish."),
    };

    // Each script hands over the line up to the cursor. Where the program suggests nothing (FILE), the shell completes files.
    private const string Bash =
        """
        _sweep() {
          local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
          COMPREPLY=($(compgen -W "$("$1" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _sweep sweep

        """;

    private const string Zsh =
        """
        _sweep() {
          local line="${(j: :)words[1,CURRENT]}"
          local -a found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
          found=("${(@)found:#}")
          if (( ${#found} )); then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _sweep sweep

        """;

    private const string Fish =
        """
        function __sweep_suggest
          set -l line (commandline -cp)
          set -l words (commandline -opc)
          $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c sweep -a "(__sweep_suggest)"

        """;
}
