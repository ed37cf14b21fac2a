# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_keyctl_global_optspecs
    string join \n db= master-key-file= o/output= columns= no-headers color= width= q/quiet v/verbose y/yes no-input dry-run utc h/help V/version
end

function __fish_keyctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_keyctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_keyctl_using_subcommand
    set -l cmd (__fish_keyctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c keyctl -n "__fish_keyctl_needs_command" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_needs_command" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_needs_command" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_needs_command" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_needs_command" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_needs_command" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_needs_command" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_needs_command" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_needs_command" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_needs_command" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_needs_command" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_needs_command" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_needs_command" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_needs_command" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_needs_command" -s V -l version -d 'Print version'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "init" -d 'Make the database, the master key and the first operator'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "quickstart" -d 'Make everything that is missing, serve, and send a first request'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "user" -d 'Manage users: the people and services that keys belong to'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "role" -d 'Manage roles: what the keys of a user may do, and how long they live'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "key" -d 'Manage keys: what programs call the gateway with'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "provider" -d 'Manage providers: the upstreams that run models'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "price" -d 'Manage prices: what models cost'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "usage" -d 'Report usage: who used what, and what it cost'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "audit" -d 'Read the audit log, and prove that it is whole'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "setting" -d 'Read and change settings'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "db" -d 'Look after the database'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "serve" -d 'Serve the gateway'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "completion" -d 'Write the completions of a shell'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "man" -d 'Write the manual'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "help" -d 'Show the help of a command, or a topic'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "generate" -d 'Write what the project keeps of the command tree'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l admin -d 'E-mail of the first operator, whose handle is its local part; else the OS user\'s name' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l brand -d 'Word that API keys begin with' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l time-zone -d 'Zone in which days and months of reports begin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l listen -d 'Address to serve at' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l once -d 'Stop after the first request'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -f -a "create" -d 'Create a user'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -f -a "list" -d 'List users'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show" -f -a "show" -d 'Show one user'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l handle -d 'Handle to use instead of the local part of the e-mail' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l display-name -d 'Name to show beside the handle' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l role -d 'Role that says what the user\'s keys may do' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l service -d 'Create a service: a program, not a person'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l if-not-exists -d 'Succeed where the same user exists already'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l status -d 'Show only users of this status: active or disabled' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l role -d 'Show only users of this role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "list" -d 'List roles'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "show" -d 'Show one role'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "create" -d 'Create a role'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "set" -d 'Change what a role permits, from the next request on, and how long its new keys live'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "remove" -d 'Remove a role that no user and no living key has'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l permission -d 'Permit this: noun:verb, noun:* or *; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l lifetime -d 'Let its keys live so long by default and at most; none for no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l add -d 'Permit this too: noun:verb, noun:* or *; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l remove -d 'Permit this no more; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l lifetime -d 'Let new keys live so long by default and at most; none for no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "create" -d 'Create a key and show it once'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "list" -d 'List keys'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "show" -d 'Show one key, its versions, and who uses them'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "set" -d 'Rename a key, or change how long it lives and what narrows it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "rotate" -d 'Give keys a new secret; the old one goes on for a while'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "regenerate" -d 'Give keys a new secret and end the old one at once: rotate --grace 0'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "refresh" -d 'Give a key in its last 24 hours a new secret and its lifetime anew'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "suspend" -d 'Stop a key until it is resumed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "resume" -d 'Serve a suspended key again'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "revoke" -d 'Revoke keys for good'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "reveal" -d 'Show a recoverable key again'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "verify" -d 'Judge a key from stdin as the gateway would'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "explain" -d 'Show each check of the gateway, its verdict and its numbers'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "identify" -d 'Find the keys in a text from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "import" -d 'Take over keys that another system made, in the clear or hashed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l user -d 'User whose key it is: e-mail, handle or number' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l role -d 'Role that bounds the key within the role of its user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l allow -d 'Allow only this permission, such as chat:read; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l model -d 'Allow only models that match, such as \'gpt-*\'; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l cidr -d 'Allow only addresses of this network, such as 10.0.0.0/8; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l expires -d 'End it so long from now, and again from each rotation (30d), at an instant, or never; by default as its role says' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l env -d 'Word in the key that tells live keys from test keys: live or test' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l rotate-every -d 'Have `key rotate --due` rotate it so long after the last time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l recoverable -d 'Keep a sealed copy too, so that `key reveal` can show the key again'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l if-not-exists -d 'Succeed where the user has a living key of this name, without showing it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l user -d 'Show only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l status -d 'Show only keys of this status: active, suspended, expired or revoked' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l expiring -d 'Show only living keys that expire within this time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l unused -d 'Show only living keys that were not used for this time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l legacy -d 'Show only keys that were imported and not rotated since'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l exit-code -d 'End with 12 where there is such a key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l name -d 'Rename it; unique among the user\'s living keys' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l expires -d 'End it so long from now, and again from each rotation (30d), at an instant, or never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l rotate-every -d 'Have `key rotate --due` rotate it so long after the last time, or never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l add-model -d 'Allow models that match, such as \'gpt-*\'; of a key that may use any, only these from now on; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l remove-model -d 'Allow this model or pattern no more; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l add-cidr -d 'Allow addresses of this network, such as 10.0.0.0/8; of a key that may be used from anywhere, only these from now on; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l remove-cidr -d 'Allow this network no more; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l any-model -d 'Allow any model'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l any-cidr -d 'Allow any address'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l user -d 'With --due: only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l max -d 'With --due: so many keys at most' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l grace -d 'Let the old secret go on for this time, 0 to 30d; 24h where nothing is said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l rotation-id -d 'Name the rotation, so that a retry rotates nothing' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l out-dir -d 'Write each secret to DIR/USER/KEY-NAME, mode 0600, in place of the one before' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l deliver-cmd -d 'Give each secret to this command on stdin, with user/name as KEYCTL_KEY in its environment; the old one goes on if it fails' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l due -d 'Rotate every active key whose --rotate-every has passed, the oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l compromised -d 'End the old secret at once, and say in the audit log that others may have it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l user -d 'With --due: only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l max -d 'With --due: so many keys at most' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l grace -d 'Let the old secret go on for this time, 0 to 30d; 24h where nothing is said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l rotation-id -d 'Name the rotation, so that a retry rotates nothing' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l out-dir -d 'Write each secret to DIR/USER/KEY-NAME, mode 0600, in place of the one before' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l deliver-cmd -d 'Give each secret to this command on stdin, with user/name as KEYCTL_KEY in its environment; the old one goes on if it fails' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l due -d 'Rotate every active key whose --rotate-every has passed, the oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l compromised -d 'End the old secret at once, and say in the audit log that others may have it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l user -d 'Revoke the keys of this user; needs --all' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l reason -d 'Say why, for the audit log' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l confirm -d 'Confirm --all by the user\'s handle' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l all -d 'Revoke every key of the user; asks for the handle'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l model -d 'Model that the request would run' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l method -d 'Method of the request; by default that of the path' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l path -d 'Path of the request; by default the chat of whoever serves the model' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l client -d 'Address that the request would come from' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l tokens -d 'Tell what this many tokens would cost' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l exit-code -d 'End with 12 where the gateway would refuse it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l revoke -d 'Revoke the active ones; asks first'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l exit-code -d 'End with 12 where the gateway would serve one of them'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l format -d 'How it is written: csv with a header row, or jsonl' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l scheme -d 'Refuse every row of another scheme: plain, sha256, bcrypt, pbkdf2, scrypt or argon2' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l sunset -d 'Exempt the keys from the lifetime of their role until then, and end those that were not rotated by then; none for never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l create-users -d 'Create users who are missing, with the role of their rows, else basic'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "add" -d 'Add a provider; openai, ollama and demo need no options'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "list" -d 'List providers in the order they are asked'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "show" -d 'Show one provider'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "set" -d 'Change a provider; what is not named stays'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "remove" -d 'Remove a provider and its stored keys'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "test" -d 'Ask a provider for its models, with the stored key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "keys" -d 'List stored keys, without the keys'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "set-key" -d 'Store a key of a user, or of the system, sealed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "unset-key" -d 'Delete a stored key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l dialect -d 'API that it speaks: openai, ollama or demo' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l url -d 'Base URL, with the path of the API' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l route -d 'Models that go to it; repeat for several' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l auth -d 'Whether it wants a key: key or none; by dialect where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l fallback -d 'Who pays for users without a key of their own: system or none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l allow-private -d 'Allow it on a private network'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l url -d 'Move it to another base URL; another host or port drops its stored keys' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l route -d 'Replace the models that go to it; repeat for several' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l auth -d 'Whether it wants a key: key or none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l allow-private -d 'Allow it on a private network, or no longer' -r -f -a "true\t''
false\t''"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l fallback -d 'Who pays for users without a key of their own: system or none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l user -d 'User whose key is sent, or, without one, the system\'s; without this the system\'s' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l user -d 'Show only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l user -d 'User whose key it is; the system\'s where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l key-file -d 'Read the key from a file that nobody else can read' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l key-env -d 'Read the key from an environment variable' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l key-stdin -d 'Read the key from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l user -d 'User whose key it is; the system\'s where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -f -a "set" -d 'Add a price, from now or from an instant on'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -f -a "list" -d 'List the prices that hold'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show" -f -a "show" -d 'Show what a model costs at each provider that serves it'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l provider -d 'Provider that the price is for; every one where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l request -d 'Price of a request, in USD' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l input -d 'Price of input, in USD per million tokens' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l output-price -d 'Price of output, in USD per million tokens' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l cached -d 'Price of input read from a cache, in USD per million tokens; else that of input' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l cache-write -d 'Price of input written to a cache, in USD per million tokens; else that of input' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l reasoning -d 'Price of reasoning, in USD per million tokens; else that of output' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l second -d 'Price of a second of the request, in USD' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l max-output-tokens -d 'Most tokens that a reply of these models can have' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l from -d 'Instant from which the price holds; now where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l at -d 'Show the prices of this instant' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l at -d 'Show the prices of this instant' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -f -a "summary" -d 'Add usage up'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -f -a "list" -d 'List requests, oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export" -f -a "export" -d 'Write usage out: CSV, or JSON by --output'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l by -d 'Group by user, key, model, provider, role, client, day, hour or month' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l user -d 'Report on one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l key -d 'Report on one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l role -d 'Report on the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l model -d 'Report on models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l period -d 'Report on a period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l since -d 'Report from a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l until -d 'Report up to a day, month or year, which it includes, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l global -d 'Report on everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l user -d 'Report on one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l key -d 'Report on one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l role -d 'Report on the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l model -d 'Report on models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l period -d 'Report on a period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l since -d 'Report from a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l until -d 'Report up to a day, month or year, which it includes, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l global -d 'Report on everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l out -d 'Write into this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l by -d 'Group by user, key, model, provider, role, client, day, hour or month' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l user -d 'Report on one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l key -d 'Report on one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l role -d 'Report on the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l model -d 'Report on models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l period -d 'Report on a period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l since -d 'Report from a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l until -d 'Report up to a day, month or year, which it includes, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l raw -d 'Leave text as it is, also where a spreadsheet would run it as a formula'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l global -d 'Report on everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -f -a "list" -d 'List entries, oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -f -a "show" -d 'Show one entry and its hash'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show verify" -f -a "verify" -d 'Prove that no entry was altered and none is missing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l event -d 'Show only events that match; `*` stands for any run of characters' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l actor -d 'Show only what this operator or OS user did' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l outcome -d 'Show only what ended so: ok, denied or error' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l period -d 'Report on a period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l since -d 'Report from a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l until -d 'Report up to a day, month or year, which it includes, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "list" -d 'List settings'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "get" -d 'Show one setting; with --quiet its value alone'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "set" -d 'Set a setting'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "unset" -d 'Have the default of a setting hold again'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "status" -d 'Show where the database is and how large'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "migrate" -d 'Bring a database of an older keyctl to the schema of this one, after a copy'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "check" -d 'Check pages, references and the audit log'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "backup" -d 'Copy the database, and check the copy'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l keep -d 'Keep so many earlier copies as FILE.1, FILE.2 and so on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l listen -d 'Address to serve at: IP:PORT, or unix:PATH' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l trusted-proxy -d 'Network of proxies whose X-Forwarded-For is believed; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l durability -d 'What a usage row outlives once its reply has ended: a power cut, or a crash of the process' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l workers -d 'Threads that serve; one for each core where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l max-connections -d 'Connections at once' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l max-connections-per-address -d 'Connections at once from one address that is no trusted proxy' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l check -d 'Open everything that serving needs, and end without serving'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l out-dir -d 'Directory to write the pages into; it is made where it is missing' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l out-dir -d 'Directory of the project' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s h -l help -d 'Print help'
