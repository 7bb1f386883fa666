from agregateur.cli import main

main()
